"""What development and tests run: the product on one machine, its local servers, the demo, the styleguide."""
