"""Certificates for a cluster: an authority of its own, and one certificate that scheduler, workers and clients share.

They lie in a private folder: `$OILGG_TLS`, else `oilgg/tls` in $XDG_CONFIG_HOME or ~/.config. Whoever has the key may
run anything on the workers; whoever has not is not listened to, in either direction.
"""

from __future__ import annotations

import os

from oilgg.errors import EngineError

DAYS = 3650
NAMES = {"ca": "ca.pem", "cert": "cert.pem", "key": "key.pem"}


def folder() -> str:
    """Where the certificates are, or would be."""
    given = os.environ.get("OILGG_TLS")
    if given:
        return given
    base = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
    return os.path.join(base, "oilgg", "tls")


def files() -> dict[str, str] | None:
    """The paths of authority, certificate and key; None if there are none. Raises EngineError where others can read."""
    found = {kind: os.path.join(folder(), name) for kind, name in NAMES.items()}
    if not all(os.path.exists(path) for path in found.values()):
        return None
    if os.stat(found["key"]).st_mode & 0o077:
        raise EngineError(f"{found['key']}: others may read the key; make it private with chmod 600")
    return found


def make(place: str) -> dict[str, str]:
    """Make an authority and a certificate in `place`; those that are there stay. Raises EngineError, OSError."""
    try:
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
    except ImportError:
        raise EngineError("certificates need the package cryptography: pip install 'oilgg[dask]'")
    import datetime

    os.makedirs(place, mode=0o700, exist_ok=True)
    paths = {kind: os.path.join(place, name) for kind, name in NAMES.items()}
    if any(os.path.exists(path) for path in paths.values()):
        raise EngineError(f"{place}: there are certificates already; remove them to make new ones")
    now = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)
    end = now + datetime.timedelta(days=DAYS)
    authority_key, own_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "oilgg cluster authority")])
    member = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "oilgg cluster member")])
    usage = dict.fromkeys(
        ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "encipher_only",
         "decipher_only"), False,
    )  # fmt: skip
    authority_certificate = (
        x509.CertificateBuilder()
        .subject_name(authority)
        .issuer_name(authority)
        .public_key(authority_key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(
            x509.KeyUsage(digital_signature=False, key_cert_sign=True, crl_sign=True, **usage), critical=True
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(authority_key.public_key()), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(member)
        .issuer_name(authority)
        .public_key(own_key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(digital_signature=True, key_cert_sign=False, crl_sign=False, **usage), critical=True
        )
        .add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False
        )
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    private = own_key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    encoding = serialization.Encoding.PEM
    _write(paths["ca"], authority_certificate.public_bytes(encoding))
    _write(paths["cert"], certificate.public_bytes(encoding))
    _write(paths["key"], private)
    return paths


def for_one_run() -> tuple[bytes, bytes]:
    """Key and certificate, as PEM, of a server that its clients know by the certificate itself. Raises EngineError."""
    try:
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.x509.oid import NameOID
    except ImportError:
        raise EngineError("a relay needs the package cryptography: pip install cryptography")
    import datetime

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "oilgg relay")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=2))
        .not_valid_after(now + datetime.timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    encoding = serialization.Encoding.PEM
    private = key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return private, certificate.public_bytes(encoding)


def _write(path: str, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
