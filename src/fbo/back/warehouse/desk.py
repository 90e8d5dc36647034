"""The warehouse's desk and who sits at it."""

from fbo.kernel.people import BACK, Department, Desk, Role

WAREHOUSE_DEPARTMENT = Department("warehouse", BACK)
WAREHOUSE = Desk("WAREHOUSE", WAREHOUSE_DEPARTMENT)
STOREKEEPER = Role("STOREKEEPER", "a storekeeper", (WAREHOUSE,))
PICKER = Role("PICKER", "a picker", (WAREHOUSE,))
PACKER = Role("PACKER", "a packer", (WAREHOUSE,))
