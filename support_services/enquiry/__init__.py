"""查我的待遇: what a resident may see of his own, after he has shown by a code that it is he."""
