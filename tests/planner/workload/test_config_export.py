import json

import pytest

from planner.errors import UserError
from planner.workload.config_export import config_text
from planner.workload.importers.likeness import same_shape
from planner.workload.importers.reading import read_config
from planner.workload.presets import shape_preset


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("deepseek-v3", "deepseek_v3"),
        ("deepseek-v3.2", "deepseek_v32"),
        ("ling-plus", "glm4_moe"),
        ("mixtral-8x7b", "mixtral"),
        ("glm-4.5", "glm4_moe"),
        ("moonlight-16b-a3b", "deepseek_v3"),
        ("llama-3-8b", "llama"),
    ],
)
def test_the_model_type_is_one_that_says_all_of_the_shape(key, kind):
    shape = shape_preset(key)
    text = config_text(shape)
    assert json.loads(text)["model_type"] == kind
    assert same_shape(read_config(text, shape.name).shape, shape)


@pytest.mark.parametrize("key", ["nemotron-3-super", "qwen3-next-80b-a3b", "llama-4-scout", "deepseek-v4-pro"])
def test_what_no_common_type_says_is_refused(key):
    with pytest.raises(UserError, match="export it as TOML"):
        config_text(shape_preset(key))
