"""`ecomcore images`: look a photo up, say what it shows, inspect it, check a catalogue's pictures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ecomcore.config import get_settings
from ecomcore.errors import BadImageError
from ecomcore.images.wording import languages, say
from ecomcore.printing import JsonOption, ShopOption, print_evaluation, print_json

if TYPE_CHECKING:
    from ecomcore.images.lookup import PhotoLookup

images_app = typer.Typer(
    help="Photos: find products, tell kinds, inspect quality, check a catalogue.",
    no_args_is_help=True,
)
FilesArgument = Annotated[list[Path], typer.Argument(help="JPEG, PNG or WebP files.")]


def _spoken(language: str) -> str:
    """Return a language that these commands have texts of, else tell which they are."""
    if language not in languages():
        raise typer.BadParameter(f"{language!r} is not one of {', '.join(languages())}")
    return language


LanguageOption = Annotated[str, typer.Option(help="Language of the texts.", callback=_spoken)]


@images_app.command("lookup")
def lookup_command(
    files: FilesArgument,
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="Number of products.")] = 5,
    wish: Annotated[
        str | None, typer.Option(help='What was written with the photo, as "in blue under 50".')
    ] = None,
    plot: Annotated[
        Path | None, typer.Option(help="PNG file to draw the first photo beside its results into.")
    ] = None,
    language: LanguageOption = "en",
    shop: ShopOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find the products that photos show; says so when the shop has none of them."""
    from ecomcore.build import open_build
    from ecomcore.images.asking import allowed_by

    name = shop or get_settings().shop
    built = open_build(name)
    lookup: PhotoLookup = built.part("images")
    search = built.part("search")
    allowed = allowed_by(search, search.understand(wish)) if wish else None
    answers = _each(files, lambda file: lookup.find(file, k, allowed=allowed).as_dict())
    if plot is not None and "error" not in answers[0]:
        from ecomcore.images.plots import plot_lookup
        from ecomcore.importers.images import image_file

        plot_lookup(
            files[0], lookup.find(files[0], k, allowed=allowed), lambda i: image_file(name, i), plot
        )
    _finish(answers, as_json, lambda answer: _print_found(answer, language))


@images_app.command("classify")
def classify_command(
    files: FilesArgument,
    language: LanguageOption = "en",
    shop: ShopOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what kind of thing photos show, by the shop's categories, and in which colours."""
    from ecomcore.build import open_build

    lookup: PhotoLookup = open_build(shop or get_settings().shop).part("images")

    def classified(file: Path) -> dict[str, Any]:
        found = lookup.find(file, 1, reads_text=False)
        return {
            "category": found.category if found.verdict != "unusable" else None,
            "share": round(found.category_share, 3),
            "colours": [say(f"colours.{colour.name}", language) for colour in found.colours],
            "usable": found.verdict != "unusable",
        }

    def show(answer: dict[str, Any]) -> None:
        typer.echo(
            f"{answer['category'] or '?'} ({answer['share']:.0%})  {', '.join(answer['colours'])}"
        )

    _finish(_each(files, classified), as_json, show)


@images_app.command("quality")
def quality_command(
    files: FilesArgument, language: LanguageOption = "en", as_json: JsonOption = False
) -> None:
    """Say whether pictures are good enough, why not, and what to do about it."""
    from ecomcore.images.quality import inspect_picture

    def show(answer: dict[str, Any]) -> None:
        typer.echo("good" if answer["good"] else "not good enough:")
        for finding in answer["findings"]:
            typer.echo(f"  {finding['reason'][language]} {finding['remedy'][language]}")

    _finish(_each(files, lambda file: inspect_picture(file).as_dict()), as_json, show)


@images_app.command("audit")
def audit_command(
    language: LanguageOption = "en", shop: ShopOption = None, as_json: JsonOption = False
) -> None:
    """List what is wrong with the pictures of a shop's catalogue, for its staff."""
    from ecomcore.build import open_build
    from ecomcore.images.audit import audit
    from ecomcore.images.part import pictures_of
    from ecomcore.importers.images import image_file
    from ecomcore.shop.data import ShopData
    from ecomcore.shop.database import open_session

    name = shop or get_settings().shop
    with open_session(name) as session:
        data = ShopData(session, lambda image: image_file(name, image))
        found = audit(list(data.products["id"]), pictures_of(data), open_build(name).part("images"))
    if as_json:
        print_json([concern.as_dict() for concern in found])
        return
    for concern in found:
        typer.echo(f"{concern.product_id} ({concern.image or '-'}): {concern.texts[language]}")
    typer.echo(f"{len(found)} to look at")


def evaluate_images_command(
    train: Annotated[
        Path | None,
        typer.Option(help="Photos to learn from: a folder with train.txt, or by class."),
    ] = None,
    test: Annotated[
        Path | None, typer.Option(help="Photos to measure on: a folder with test.txt, or by class.")
    ] = None,
    strangers: Annotated[
        Path | None, typer.Option(help="Photos of things that the shop does not have, for --shop.")
    ] = None,
    fine_tune: Annotated[
        bool, typer.Option("--fine-tune", help="Train the network's last blocks too; takes long.")
    ] = False,
    apart: Annotated[
        bool, typer.Option("--apart", help="Do not learn from copies of photos to measure on.")
    ] = False,
    views: Annotated[
        int, typer.Option(min=0, help="Random views of each photo to learn from.")
    ] = 3,
    model: Annotated[
        list[str] | None, typer.Option(help="Measure this model and the default only; repeatable.")
    ] = None,
    plot: Annotated[Path | None, typer.Option(help="PNG file for the confusion matrix.")] = None,
    shop: ShopOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure photos: kinds with --train and --test; without them, lookup in a shop's own pictures."""
    from tqdm import tqdm

    if (train is None) != (test is None):
        raise typer.BadParameter("--train and --test go together")
    if train is None or test is None:
        _evaluate_shop(shop or get_settings().shop, strangers, as_json)
        return
    from ecomcore.images.evaluate.classification import evaluate_classification

    with tqdm(unit="photo", disable=None) as bar:

        def show(what: str, done: int, total: int) -> None:
            bar.set_description(what)
            bar.total, bar.n = total, done
            bar.refresh()

        found = evaluate_classification(
            train,
            test,
            fine_tune=fine_tune,
            apart=apart,
            views=views,
            only_models=model or (),
            progress=show,
        )
    if plot is not None:
        from ecomcore.images.plots import plot_confusion

        plot_confusion(found.true, found.predicted, plot)
    print_evaluation(found.evaluation, as_json)


def _evaluate_shop(shop: str, strangers: Path | None, as_json: bool) -> None:
    from ecomcore.build import open_build
    from ecomcore.images.evaluate.shop import evaluate_shop
    from ecomcore.images.part import pictures_of
    from ecomcore.images.photo_set import ENDINGS
    from ecomcore.importers.images import image_file
    from ecomcore.shop.data import ShopData
    from ecomcore.shop.database import open_session

    others = (
        [path for path in sorted(strangers.rglob("*")) if path.suffix.lower() in ENDINGS]
        if strangers
        else []
    )
    with open_session(shop) as session:
        data = ShopData(session, lambda image: image_file(shop, image))
        files = [(product, path) for product, _, path in pictures_of(data)]
        found = evaluate_shop(open_build(shop).part("images"), files, others)
    print_evaluation(found, as_json)


def _each(files: list[Path], answer: Any) -> list[dict[str, Any]]:
    """Return the answer for each file; for one that cannot be read, why not."""
    found = []
    for file in files:
        try:
            found.append({"file": str(file)} | answer(file))
        except BadImageError as error:
            found.append({"file": str(file), "error": error.code, "message": str(error)})
    return found


def _finish(answers: list[dict[str, Any]], as_json: bool, show: Any) -> None:
    """Print the answers; the exit code is 2 if no file could be read."""
    if as_json:
        print_json(answers[0] if len(answers) == 1 else answers)
    else:
        for answer in answers:
            if len(answers) > 1:
                typer.echo(f"{answer['file']}:")
            if "error" in answer:
                typer.echo(answer["message"], err=True)
            else:
                show(answer)
    if all("error" in answer for answer in answers):
        raise typer.Exit(2)


def _print_found(answer: dict[str, Any], language: str) -> None:
    first = answer["matches"][0]["product_id"] if answer["matches"] else ""
    if answer["verdict"] == "unusable":
        for finding in answer["quality"]["findings"]:
            typer.echo(f"{finding['reason'][language]} {finding['remedy'][language]}")
        return
    typer.echo(say(f"verdict.{answer['verdict']}", language, product=first))
    for match in answer["matches"]:
        why = say("reason.and", language).join(reason[language] for reason in match["reasons"])
        typer.echo(f"{match['score']:.3f}  {match['product_id']} ({match['image']})  {why}")
