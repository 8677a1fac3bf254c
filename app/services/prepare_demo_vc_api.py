"""The demo's issuer instances of the VC-API: one for each way to sign, open to anybody, each an issuer of its own (did:key).

Their names are those that `interop/implementation.json` tells the W3C's test suites. An instance that is there already stays as it is.
"""

from dataclasses import replace

from app.adapters.database import vc_api
from app.model.record import IssuerIdentity
from app.model.secured import Algorithm
from app.services.audited import operator_actor
from app.services.installation import Installation
from app.services.vc_api_instances import ENVELOPING, NewInstance, create_instance, suite_of

INSTANCES = (
    NewInstance("eddsa-rdfc-2022", "eddsa-rdfc-2022", Algorithm.EDDSA, open=True),
    NewInstance("eddsa-jcs-2022", "eddsa-jcs-2022", Algorithm.EDDSA, open=True),
    NewInstance("ecdsa-rdfc-2019-p256", "ecdsa-rdfc-2019", Algorithm.ES256, open=True),
    NewInstance("ecdsa-rdfc-2019-p384", "ecdsa-rdfc-2019", Algorithm.ES384, open=True),
    NewInstance("ecdsa-jcs-2019-p256", "ecdsa-jcs-2019", Algorithm.ES256, open=True),
    NewInstance("ecdsa-sd-2023", "ecdsa-sd-2023", Algorithm.ES256, open=True),
    NewInstance("bitstring-status", "eddsa-rdfc-2022", Algorithm.EDDSA, with_status=True, open=True),
    NewInstance("vc-jose", ENVELOPING, Algorithm.ES256, open=True),
)


def prepare_demo_vc_api(installation: Installation, issuer: IssuerIdentity) -> None:
    """Make the instances that are not there, for the organisation of that issuer. Raises Conflict where another tenant has the name."""
    actor = operator_actor(issuer.tenant_id)
    known = {row.name for row in installation.database.read(lambda session: vc_api.all_of_tenant(session, issuer.tenant_id))}
    missing = [new for new in INSTANCES if new.name not in known and suite_of(new.suite, new.algorithm)]
    for new in missing:
        create_instance(installation, actor, replace(new, organisation=issuer.profile.organisation.slug))
