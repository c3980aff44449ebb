"""The types of the document of ``plan --json``, part by part; ``plan_schema`` puts them together."""
