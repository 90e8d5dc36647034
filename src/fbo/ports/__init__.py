"""What the outside must provide: storage, notification, clock, ids."""
