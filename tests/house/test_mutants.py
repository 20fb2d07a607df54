"""The list of tests that ought to notice a fault names modules and tests that are there."""

import yaml


def test_modules_and_tests_of_the_mutants_exist(root):
    targets = yaml.safe_load((root / "tests" / "mutation" / "targets.yaml").read_text(encoding="utf-8"))
    source = root / "src" / "esarisk"
    assert [name for name in targets if not (source / f"{name.replace('.', '/')}.py").is_file()] == []
    named = {test.split("::")[0] for tests in targets.values() for test in tests}
    assert sorted(test for test in named if not (root / test).is_file()) == []
