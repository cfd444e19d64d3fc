"""Send the edition by mail, and let readers join and leave by a reply, since there is no server to do it on."""
