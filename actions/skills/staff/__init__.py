"""Skills of the shop's staff: what its data say of customers and sales; refused to everybody else."""
