"""What runs the project: making the environments, preparing a shop, starting the processes, chatting."""
