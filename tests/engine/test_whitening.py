import numpy as np
import torch
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler

from spade_station.engine.whitening import Moments, Whitening, fit_whitening


def correlated(count: int = 4000, channels: int = 12) -> torch.Tensor:
    generator = np.random.default_rng(3)
    mixing = generator.normal(size=(channels, channels))
    return torch.from_numpy(
        (generator.normal(size=(count, channels)) @ mixing + 5).astype(np.float32)
    )


def fitted(*pictures: torch.Tensor) -> Whitening:
    good = Moments()
    for patches in pictures:
        good.add(patches)
    return fit_whitening(good)


def white(whitening: Whitening, patches: torch.Tensor) -> torch.Tensor:
    return whitening.apply(patches)[..., :-1]


def test_good_patches_get_mean_0_and_deviation_1() -> None:
    patches = correlated()
    found = white(fitted(patches[:1000].view(10, 100, -1), patches[1000:]), patches)
    torch.testing.assert_close(found.mean(dim=0), torch.zeros(12), rtol=0, atol=1e-4)
    torch.testing.assert_close(found.std(dim=0), torch.ones(12), rtol=0, atol=0.02)


def test_the_pictures_may_come_in_any_pieces() -> None:
    patches = correlated() + 1000
    pieces = Moments()
    for piece in patches.split([1, 7, 992, 3000]):
        pieces.add(piece)
    rows = patches.double()
    torch.testing.assert_close(pieces.mean, rows.mean(dim=0))
    torch.testing.assert_close(pieces.variance, rows.var(dim=0, correction=0))


def test_like_scikit_learns_scaler_but_for_the_shrinkage() -> None:
    patches = correlated()
    expected = StandardScaler().fit_transform(patches.numpy())
    found = white(fitted(patches), patches).numpy()
    np.testing.assert_allclose(found, expected, rtol=0.02, atol=1e-3)


def test_like_scikit_learns_pca_up_to_rotation_where_channels_are_uncorrelated() -> None:
    rotated = PCA().fit_transform(correlated().numpy())
    expected = PCA(whiten=True).fit_transform(rotated)[:200]
    patches = torch.from_numpy(rotated.astype(np.float32))
    found = white(fitted(patches), patches).numpy()[:200]
    strong = rotated.var(axis=0) > np.median(rotated.var(axis=0))  # the weak ones are shrunk
    np.testing.assert_allclose(np.abs(found[:, strong]), np.abs(expected[:, strong]), atol=0.05)


def test_all_patches_equal_stays_finite() -> None:
    patches = torch.full((50, 8), 3.25)
    whitening = fitted(patches)
    assert whitening.apply(patches).isfinite().all()
    assert white(whitening, patches).abs().max() == 0
    assert whitening.apply(patches + 100).isfinite().all()


def test_one_dead_channel_does_not_drown_the_others() -> None:
    patches = correlated()
    patches[:, 4] = 2.0
    whitening = fitted(patches)
    moved = patches[:1].clone()
    moved[0, 4] += 0.01 * patches.std(dim=0).median()
    change = white(whitening, moved) - white(whitening, patches[:1])
    assert change.norm() < 0.2


def test_length_still_counts_after_normalisation() -> None:
    """Twice as far in the same direction is another unit vector, in every place of a map."""
    patches = correlated()
    whitening = fitted(patches)
    step = patches[:6] - whitening.table[0]
    near, far = (whitening.table[0] + scale * step for scale in (1.0, 2.0))
    a, b = (torch.nn.functional.normalize(whitening.apply(each), dim=-1) for each in (near, far))
    assert (a - b).norm(dim=-1).min() > 0.1
    assert whitening.apply(patches.view(40, 100, 12)).shape == (40, 100, 13)


def test_the_table_alone_is_the_whitening() -> None:
    patches = correlated()
    whitening = fitted(patches)
    assert whitening.table.shape == (13, 12)
    assert whitening.table.dtype == torch.float32
    torch.testing.assert_close(whitening.table[0], patches.mean(dim=0), rtol=1e-4, atol=1e-4)
    assert torch.equal(Whitening(whitening.table.clone()).apply(patches), whitening.apply(patches))
