"""What the customer does not see, one module a department."""
