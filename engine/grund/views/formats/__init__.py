"""Formats: the same tables as text, Markdown, CSV, HTML, workbooks, Arrow, SQL, SIE and SARIF."""
