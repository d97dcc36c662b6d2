"""荣誉名录: honours that were conferred, by whatever level, and that those who hold them agreed to
see published. The floor's lowest app: whatever confers honours here one day writes into it.
"""
