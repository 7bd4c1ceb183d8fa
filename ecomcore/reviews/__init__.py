"""What buyers wrote: sentences, digests."""
