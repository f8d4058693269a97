"""Compare: whom policies reach, what changes from one to another, and who answers for the change."""
