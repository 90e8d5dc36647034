"""Views: what one person may see of one case or customer, folded from the journal."""
