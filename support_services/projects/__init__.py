"""拥军服务项目: a need becomes a project book, is judged by several people, chosen within a budget,
carried out and told of."""
