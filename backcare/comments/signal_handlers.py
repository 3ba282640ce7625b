"""Keeps what comments are judged by in step with its rows."""

from django.apps import AppConfig
from django.db.models.signals import post_delete, post_migrate, post_save

from .models import Block, RedFlagPhrase, Rules
from .policy import policy_changed, policy_migrated


def connect(app: AppConfig) -> None:
    post_migrate.connect(policy_migrated, sender=app, dispatch_uid="policy-migrated")
    for model in (Block, RedFlagPhrase, Rules):
        for signal in (post_save, post_delete):
            uid = f"policy-{model.__name__}"
            signal.connect(policy_changed, sender=model, dispatch_uid=uid)
