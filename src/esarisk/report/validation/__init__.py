"""Reports on the model beside what was published."""
