"""What is known of programmes, and how it could be known better."""
