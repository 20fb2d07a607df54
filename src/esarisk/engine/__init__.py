"""Engine: policy and people into arrays and back."""
