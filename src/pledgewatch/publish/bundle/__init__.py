"""Make copies of a site that can be handed on: one HTML file, an EPUB or a ZIP, of all of it or of one dossier."""
