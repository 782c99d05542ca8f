"""A small criteria set with one leaf of every input type."""

from parindex.engine.rulebook.document import CriteriaSet


def sample_set() -> CriteriaSet:
    """Leaves: 1.1 count, 1.2 ratio, 1.3 date, 1.4 yes/no, 1.5 choice + number, 1.10 number."""

    def leaf(code: str, rule: dict[str, object], *inputs: dict[str, object]) -> dict[str, object]:
        policies = {"zero_denominator": "refuse"}
        return {
            "code": code,
            "number": code,
            "title": f"Tiêu chí {code}",
            "maximum": "1",
            "measured": "self",
            "inputs": inputs,
            "rule": rule,
            "policies": policies,
        }

    def single(code: str, title: str, kind: str, **more: object) -> dict[str, object]:
        return {"code": code, "title": title, "type": kind, **more}

    return CriteriaSet.model_validate(
        {
            "schema": "parindex/criteria-set/1",
            "code": "sample",
            "version": "2026",
            "title": "Bộ tiêu chí thử",
            "level": "commune",
            "standing": "test",
            "scale": "6",
            "fields": [
                {
                    "code": "1",
                    "title": "Lĩnh vực 1",
                    "maximum": "6",
                    "criteria": [
                        leaf(
                            "1.1",
                            {"kind": "zero_tolerance_violation", "violations": "late"},
                            single("late", "Hồ sơ trễ hạn", "count"),
                        ),
                        leaf(
                            "1.2",
                            {"kind": "linear_proportion", "ratio": "on_time"},
                            single("on_time", "Đúng hạn", "ratio"),
                        ),
                        leaf(
                            "1.3",
                            {"kind": "boolean_by_deadline", "done_on": "issued", "month": 1, "day": 31},
                            single("issued", "Ngày ban hành", "date"),
                        ),
                        leaf(
                            "1.4",
                            {"kind": "boolean", "answer": "done"},
                            single("done", "Ban hành kế hoạch", "yes_no"),
                        ),
                        leaf(
                            "1.5",
                            {
                                "kind": "alternatives_pick_one",
                                "choice": "way",
                                "alternatives": [
                                    {
                                        "code": code,
                                        "title": code,
                                        "rule": {"kind": "points_as_printed", "points": "points"},
                                    }
                                    for code in ("a", "b")
                                ],
                            },
                            single(
                                "way",
                                "Cách tính",
                                "choice",
                                choices=[{"code": "a", "title": "Phương án A"}, {"code": "b", "title": "Phương án B"}],
                            ),
                            single("points", "Điểm", "number"),
                        ),
                        leaf(
                            "1.10",
                            {"kind": "points_as_printed", "points": "points"},
                            single("points", "Điểm", "number"),
                        ),
                    ],
                }
            ],
        }
    )
