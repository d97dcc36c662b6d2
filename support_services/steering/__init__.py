"""双拥工作领导小组: figures with their rows, the tasks of an opinion, the leaders' one picture."""
