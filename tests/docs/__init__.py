"""Documents are code: what they say of template, workflows and commands is compared with them."""
