"""Learns what kind of thing photos show: linear models, support vectors, discriminants, networks."""

from __future__ import annotations

from ecomcore.images.classifiers.classifier import Classes, PhotoClassifier, Probabilities
from ecomcore.images.classifiers.discriminant import Discriminant
from ecomcore.images.classifiers.fine_tuned import FineTuned
from ecomcore.images.classifiers.linear import FrozenBaseline, Logistic, SupportVectors
from ecomcore.images.classifiers.small_network import SmallNetwork
from ecomcore.images.classifiers.views import Views, views_of

__all__ = [
    "Classes",
    "Discriminant",
    "FineTuned",
    "FrozenBaseline",
    "Logistic",
    "PhotoClassifier",
    "Probabilities",
    "SmallNetwork",
    "SupportVectors",
    "Views",
    "views_of",
]
