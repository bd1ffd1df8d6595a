"""Leaves out the modules of Rasa that need TensorFlow, vendors' clients or cloud services.

Rasa imports them for the names in them alone: `engine/recipes/default_components.py:1-38` and
`graph_components/validators/default_recipe_validator.py:18-24` the neural components,
`utils/train_utils.py:31-32` the Keras callbacks, `core/channels/__init__.py:12-26` the channels,
`core/exporter.py:11` and `core/brokers/broker.py:6,31` RabbitMQ,
`core/tracker_store.py:26-27,162-163` DynamoDB and MongoDB. Each is replaced by a module that
holds those names and nothing else, so that neither TensorFlow (1.9 GB) nor a stand-in for it is
ever imported. A pipeline that names one of the components is refused by Rasa as one that names
an unknown component.
"""

from __future__ import annotations

import sys
from types import ModuleType

_COMPONENTS = {
    "rasa.core.policies.ted_policy": ["TEDPolicy"],
    "rasa.core.policies.unexpected_intent_policy": ["UnexpecTEDIntentPolicy"],
    "rasa.nlu.classifiers.diet_classifier": ["DIETClassifier"],
    "rasa.nlu.featurizers.dense_featurizer.convert_featurizer": ["ConveRTFeaturizer"],
    "rasa.nlu.featurizers.dense_featurizer.lm_featurizer": ["LanguageModelFeaturizer"],
    "rasa.nlu.selectors.response_selector": ["ResponseSelector"],
}
_TRAINING = {
    "rasa.utils.tensorflow.callback": ["RasaModelCheckpoint", "RasaTrainingLogger"],
    "rasa.utils.tensorflow.data_generator": ["RasaBatchDataGenerator"],
}
_CHANNELS = {
    "botframework": "BotFrameworkInput",
    "facebook": "FacebookInput",
    "hangouts": "HangoutsInput",
    "mattermost": "MattermostInput",
    "rocketchat": "RocketChatInput",
    "slack": "SlackInput",
    "socketio": "SocketIOInput",
    "telegram": "TelegramInput",
    "twilio": "TwilioInput",
    "twilio_voice": "TwilioVoiceInput",
    "webexteams": "WebexTeamsInput",
}
_BROKERS = {"rasa.core.brokers.pika": ["PikaEventBroker"]}
# Not Rasa's: the names that its modules take from clients which are not installed.
_CLIENTS = {
    "aio_pika": [],
    "aiormq": [],
    "boto3": [],
    "boto3.dynamodb": [],
    "boto3.dynamodb.conditions": ["Key"],
    "botocore": [],
    "pymongo": [],
    "pymongo.collection": ["Collection"],
}
_CLIENTS_ERRORS = {
    "aio_pika.exceptions": ["AMQPConnectionError"],
    "aiormq.exceptions": ["ChannelNotFoundEntity"],
    "botocore.exceptions": ["BotoCoreError"],
    "pymongo.errors": ["ConnectionFailure", "OperationFailure"],
}


class UnavailableError(RuntimeError):
    """A component or channel that is not part of this installation."""


class UnavailableClass:
    """Stands for a class of a module that is left out; making one raises UnavailableError."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        self.from_credentials()

    @classmethod
    def name(cls) -> str:
        """The channel's name in credentials.yml, by which Rasa lists its channels."""
        return cls.__module__.rpartition(".")[2]

    @classmethod
    def from_credentials(cls, credentials: object = None) -> None:
        """Raise UnavailableError: Rasa makes a channel this way."""
        raise UnavailableError(f"{cls.__module__}.{cls.__name__} is left out by {__name__}")


def modules() -> dict[str, list[str]]:
    """The names that each module that is left out must hold."""
    channels = {f"rasa.core.channels.{name}": [kind] for name, kind in _CHANNELS.items()}
    return _COMPONENTS | _TRAINING | channels | _BROKERS | _CLIENTS | _CLIENTS_ERRORS


def apply() -> None:
    """Put an empty module in the place of each; those imported already stay as they are."""
    for module, names in modules().items():
        if module not in sys.modules:
            kind = Exception if module in _CLIENTS_ERRORS else UnavailableClass
            sys.modules[module] = _stand_in(module, names, kind)
    for module in _CLIENTS | _CLIENTS_ERRORS:
        package, _, name = module.rpartition(".")
        if package:
            setattr(sys.modules[package], name, sys.modules[module])
    # Caught beside AMQPConnectionError in core/brokers/broker.py:40.
    sys.modules["aio_pika.exceptions"].CONNECTION_EXCEPTIONS = ()  # type: ignore[attr-defined]


def _stand_in(module: str, names: list[str], kind: type) -> ModuleType:
    stand_in = ModuleType(module, f"Left out by {__name__}.")
    for name in names:
        setattr(stand_in, name, type(name, (kind,), {"__module__": module}))
    return stand_in
