import time
import pytest
pytestmark = pytest.mark.emulator
def test_x(stage):
    t=time.time()
    f={"code":"X"}
    r=stage.run("OrderWorkflow",{"a":{"check":[{"outcome":"clear","findings":[]}],"reserve":[None,{"outcome":"reserved","findings":[]}],"classify":[{"tags":[]}],"route":[{"outcome":"routed","suppliers":{},"findings":[]}],"ready":[{"lines":1}]},
     "b":{"check":[None]}})
    print(r, time.time()-t)
    print(stage.kept_failures())
    assert 0
