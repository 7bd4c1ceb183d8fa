"""Where purchases and customers come from: files of many shapes, and the shop's database."""
