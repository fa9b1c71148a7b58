"""What people see: one file a screen, and the widgets they share."""
