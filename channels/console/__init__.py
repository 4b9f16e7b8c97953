"""The staff page: what the ward's people see of the assistant, in the browser."""
