"""SWEREF: longitude and latitude put on the map of SWEREF 99 TM (EPSG:3006), in metres.

East and north. Gauss–Krüger's projection by the formulas that Lantmäteriet publishes, right to the millimetre within
the country; WGS84 and SWEREF 99 differ by less than a metre and are taken as one.
"""

from __future__ import annotations

from math import atan2, atanh, cos, cosh, radians, sin, sinh
from typing import Final

_AXIS, _FLATTENING = 6_378_137.0, 1 / 298.257222101
_MERIDIAN: Final = radians(15)
_SCALE, _FALSE_EAST = 0.9996, 500_000.0

_E2: Final = _FLATTENING * (2 - _FLATTENING)
_N: Final = _FLATTENING / (2 - _FLATTENING)
_RADIUS: Final = _AXIS / (1 + _N) * (1 + _N**2 / 4 + _N**4 / 64)
_A = _E2
_B = (5 * _E2**2 - _E2**3) / 6
_C = (104 * _E2**3 - 45 * _E2**4) / 120
_D = 1237 * _E2**4 / 1260
_BETAS: Final = (
    _N / 2 - 2 * _N**2 / 3 + 5 * _N**3 / 16 + 41 * _N**4 / 180,
    13 * _N**2 / 48 - 3 * _N**3 / 5 + 557 * _N**4 / 1440,
    61 * _N**3 / 240 - 103 * _N**4 / 140,
    49561 * _N**4 / 161280,
)


def east_north(lon: float, lat: float) -> tuple[float, float]:
    """East and north in metres of a place in degrees."""
    phi = radians(lat)
    s2 = sin(phi) ** 2
    conformal = phi - sin(phi) * cos(phi) * (_A + _B * s2 + _C * s2**2 + _D * s2**3)
    turn = radians(lon) - _MERIDIAN
    xi = atan2(sin(conformal), cos(conformal) * cos(turn))
    eta = atanh(cos(conformal) * sin(turn))
    north = xi + sum(b * sin(2 * i * xi) * cosh(2 * i * eta) for i, b in enumerate(_BETAS, 1))
    east = eta + sum(b * cos(2 * i * xi) * sinh(2 * i * eta) for i, b in enumerate(_BETAS, 1))
    return _FALSE_EAST + _SCALE * _RADIUS * east, _SCALE * _RADIUS * north
