"""What goes to a supplier as a workbook and comes back filled: writing, reading, answering."""
