"""What each command of `partynews` does; every module holds the commands of one occasion."""
