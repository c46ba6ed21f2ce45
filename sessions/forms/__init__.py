"""What people and programs send about sessions."""
