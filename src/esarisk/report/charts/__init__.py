"""Charts: for each, one data function (in tables), one draw function, and its words."""
