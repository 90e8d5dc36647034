"""The warehouse's desks and who sits at them."""

from fbo.kernel.people import BACK, Department, Desk, Role

WAREHOUSE_DEPARTMENT = Department("warehouse", BACK)
WAREHOUSE = Desk("WAREHOUSE", WAREHOUSE_DEPARTMENT)
RECEIVING = Desk("RECEIVING", WAREHOUSE_DEPARTMENT)
STOREKEEPER = Role("STOREKEEPER", "a storekeeper", (WAREHOUSE,))
PICKER = Role("PICKER", "a picker", (WAREHOUSE,))
PACKER = Role("PACKER", "a packer", (WAREHOUSE,))
RECEIVER = Role("RECEIVER", "a receiver", (RECEIVING,))
