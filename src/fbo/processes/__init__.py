"""End-to-end processes, one file each: the only place where front meets back."""
