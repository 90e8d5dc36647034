"""What the customer sees, one module a department."""
