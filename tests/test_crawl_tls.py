"""A site whose certificate nobody vouches for: it is not asked, and that is the cause that its source gets."""

import datetime as dt
import ipaddress
import ssl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.loopback import Answer, Site
from tests.one_crawl import run, source

HOST = "127.0.0.2"


@pytest.fixture
def identity(tmp_path):
    """A file with a key, and a certificate of the host that it has signed itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (tmp_path / "identity.pem").write_bytes(private + certificate.public_bytes(pem))
    return tmp_path / "identity.pem"


def test_a_certificate_of_its_own_making_is_the_cause_tls(identity):
    secured = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secured.load_cert_chain(identity)
    site = Site(HOST, {"/v1/boards/linden/jobs": Answer(body='{"jobs": [], "meta": {"total": 0}}')})
    site._server.socket = secured.wrap_socket(site._server.socket, server_side=True)
    with site:
        got = run([source("greenhouse", site.url.replace("http:", "https:"))])
    (result,) = got.results.values()
    assert (result.complete, result.cause) == (False, "tls")
    assert site.log == []
