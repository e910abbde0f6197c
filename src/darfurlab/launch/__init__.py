"""How does it start? The command, JupyterLab, its kernel. No room imports from here."""
