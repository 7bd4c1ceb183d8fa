"""The files to run the service in containers: well formed, safe by default, and true to the project."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from fnmatch import fnmatch

import pytest
import yaml
from dockerfile_parse import DockerfileParser

from ecomcore.config import ROOT, Settings
from scripts.docs import BOT_SETTINGS

DEPLOY = ROOT / "deploy"
DOCKERFILES = sorted(DEPLOY.glob("*.Dockerfile"))
COMPOSE = yaml.safe_load((DEPLOY / "compose.yml").read_text("utf-8"))
SERVICES = COMPOSE["services"]
KNOWN = {f"ECOM_{name.upper()}" for name in Settings.model_fields} | set(BOT_SETTINGS)
VARIABLE = re.compile(r"\$\{(\w+)(?::([-?]))?")


def parsed(path, tmp_path):
    """Return the instructions of a Dockerfile; the parser wants a folder of its own to work in."""
    shutil.copy(path, tmp_path / "Dockerfile")
    return [
        (line["instruction"], line["value"])
        for line in DockerfileParser(str(tmp_path)).structure
        if line["instruction"] != "COMMENT"
    ]


def names(instructions, name):
    return [value for instruction, value in instructions if instruction == name]


def last_stage(instructions):
    start = max(at for at, (name, _) in enumerate(instructions) if name == "FROM")
    return instructions[start:]


@pytest.fixture(params=DOCKERFILES, ids=lambda path: path.name)
def dockerfile(request):
    return request.param


@pytest.fixture
def instructions(dockerfile, tmp_path):
    return parsed(dockerfile, tmp_path)


def test_there_is_a_dockerfile_for_each_process_that_is_ours():
    built = {service["build"]["dockerfile"] for service in SERVICES.values() if "build" in service}
    assert built == {f"deploy/{path.name}" for path in DOCKERFILES}
    assert len(built) == 2


def test_images_are_named_with_their_version(instructions):
    for image in names(instructions, "FROM"):
        assert re.match(r"^[\w./-]+:[\w.-]*\d[\w.-]*( AS \w+)?$", image), image
    for service in SERVICES.values():
        if "build" not in service:
            assert re.search(r":\d", service["image"]), service["image"]


def test_the_process_is_nobody_special_and_says_that_it_is_well(instructions):
    final = last_stage(instructions)
    assert names(final, "USER") == ["shop"]
    (health,) = names(final, "HEALTHCHECK")
    assert json.loads(health.partition("CMD ")[2])[0].endswith("python")
    (command,) = names(final, "CMD")
    assert all(isinstance(part, str) for part in json.loads(command))


def test_what_is_copied_is_there_and_not_left_out(dockerfile, instructions):
    rules = dockerfile.with_name(f"{dockerfile.name}.dockerignore").read_text("utf-8").split()
    let_in = {rule[1:] for rule in rules if rule.startswith("!")}
    assert rules[0] == "*"
    for value in names(instructions, "COPY"):
        if value.startswith("--from"):
            continue
        *sources, _ = value.split()
        for source in sources:
            assert (ROOT / source).exists(), source
            assert any(source == rule or source.startswith(f"{rule}/") for rule in let_in), source


def test_nothing_of_the_machine_gets_into_an_image(dockerfile):
    rules = dockerfile.with_name(f"{dockerfile.name}.dockerignore").read_text("utf-8").split()
    for private in ("var", ".git", ".venv", "deploy/.env"):
        assert not any(fnmatch(private, rule[1:]) for rule in rules if rule.startswith("!"))
    assert "bot/.venv" in rules


def test_packages_are_installed_without_what_they_recommend_and_leave_no_lists(instructions):
    assert names(instructions, "ADD") == []
    for run in names(instructions, "RUN"):
        if "apt-get install" in run:
            assert "--no-install-recommends" in run
            assert "rm -rf /var/lib/apt/lists/*" in run
        if "pip install" in run and "uv pip" not in run:
            assert "--no-cache-dir" in run
            assert re.search(r"==\d", run)


def test_no_secret_is_written_down(instructions):
    for value in [*names(instructions, "ENV"), *names(instructions, "ARG")]:
        assert not re.search(r"SECRET|PASSWORD|KEY", value)
    example = (DEPLOY / ".env.example").read_text("utf-8")
    assert re.search(r"^ECOM_SECRET=$", example, re.MULTILINE)
    assert re.search(r"^DATABASE_PASSWORD=$", example, re.MULTILINE)


def test_the_compose_file_is_one():
    done = subprocess.run(
        [
            *(sys.executable, "-m", "check_jsonschema"),
            *("--builtin-schema", "vendor.compose-spec", str(DEPLOY / "compose.yml")),
        ],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_services_wait_for_those_that_they_need():
    for name, service in SERVICES.items():
        for needed, how in service.get("depends_on", {}).items():
            if how["condition"] == "service_healthy":
                other = SERVICES[needed]
                assert "healthcheck" in other or "build" in other, f"{name} waits for {needed}"
            else:
                assert SERVICES[needed]["restart"] == "no"


def test_only_nginx_is_open_to_others_and_the_console_to_this_machine():
    ports = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert set(ports) == {"nginx", "console"}
    assert ports["console"] == ["127.0.0.1:5006:5006"]
    assert COMPOSE["networks"]["inside"]["internal"] is True
    for name in ("database", "redis"):
        assert SERVICES[name]["networks"] == ["inside"]
    # It sends mail and calls the shop's systems, so it must get out; nothing is open on it.
    assert SERVICES["actions"]["networks"] == ["inside", "front"]
    assert "ports" not in SERVICES["actions"]


def test_both_processes_find_each_other_and_only_signed_calls_reach_the_actions():
    assert SERVICES["actions"]["environment"]["ECOM_BOT_URL"] == "http://bot:5005"
    nginx = (DEPLOY / "nginx.conf").read_text("utf-8")
    (paths,) = re.findall(r"location ~ \^/\((.+)\)\$ \{\n +set \$actions", nginx)
    assert paths == r"changes/[\w-]+|tickets/[\w-]+|desk/chatwoot"
    assert "location /webhooks/push/ {\n      return 404;" in nginx


def test_what_is_kept_lies_in_volumes():
    used = {
        volume.split(":")[0]
        for service in SERVICES.values()
        for volume in service.get("volumes", [])
        if not volume.startswith(".")
    }
    assert used == set(COMPOSE["volumes"])
    for service in SERVICES.values():
        for volume in service.get("volumes", []):
            if volume.startswith("."):
                assert (DEPLOY / volume.split(":")[0]).is_file()
                assert volume.endswith(":ro")


def test_every_setting_is_one_that_the_project_knows():
    for service in SERVICES.values():
        for name in service.get("environment", {}):
            assert name in KNOWN or name.startswith(("POSTGRES_", "OTEL_")), name


def test_what_must_be_filled_in_is_in_the_example():
    example = (DEPLOY / ".env.example").read_text("utf-8")
    text = (DEPLOY / "compose.yml").read_text("utf-8")
    needed = {name for name, kind in VARIABLE.findall(text) if kind != "-"}
    assert needed == {"ECOM_SECRET", "DATABASE_PASSWORD"}
    for name in needed:
        assert re.search(rf"^{name}=", example, re.MULTILINE)


def test_the_bot_believes_nginx_and_nobody_else():
    (subnet,) = COMPOSE["networks"]["front"]["ipam"]["config"]
    assert SERVICES["bot"]["environment"]["ECOM_TRUSTED_PROXIES"] == subnet["subnet"]


def test_nginx_takes_its_file():
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin")
    if nginx is None:
        pytest.skip("needs an installed nginx")
    done = subprocess.run(
        [nginx, "-t", "-c", str(DEPLOY / "nginx.conf")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
