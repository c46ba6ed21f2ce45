"""Files over HTTP: bringing them (tus 1.0) and handing them out."""
