"""Questions in, cited answers out: the answer itself, the command line, the HTTP service, the pages."""
