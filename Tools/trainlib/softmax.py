"""Multinomial logistic regression on sparse and dense features together, with weights per row."""
import numpy as np
from scipy import sparse
from scipy.optimize import minimize

NEUTRAL = 1


def fit(sparse_part, dense_part, labels, weights, penalty, rounds, only_poles=None):
    """Weights (sparse columns, then dense ones, by three classes). The last dense column is a bias and not penalised.

    Rows of `only_poles` come from sets without neutral texts: there the model chooses between the two others only.
    """
    columns, transposed = sparse_part.shape[1], sparse_part.T.tocsr()
    dense_t = np.ascontiguousarray(dense_part.T)
    total = columns + dense_part.shape[1]
    goal = np.eye(3, dtype=np.float32)[labels]
    share = (weights / weights.sum()).astype(np.float32)[:, None]
    decay = np.full((total, 1), penalty)
    decay[-1] = 0

    def loss(flat):
        theta = flat.reshape(total, 3)
        short = theta.astype(np.float32)
        odds = sparse_part @ short[:columns] + dense_part @ short[columns:]
        if only_poles is not None:
            odds[only_poles, NEUTRAL] = -30
        odds -= odds.max(axis=1, keepdims=True)
        powers = np.exp(odds)
        sums = powers.sum(axis=1, keepdims=True)
        error = (powers / sums - goal) * share
        if only_poles is not None:
            error[only_poles, NEUTRAL] = 0
        value = -float((share * goal * (odds - np.log(sums))).sum(dtype=np.float64)) + 0.5 * (decay * theta**2).sum()
        slope = np.vstack([transposed @ error, dense_t @ error]).astype(np.float64) + decay * theta
        return value, slope.ravel()

    options = {"maxiter": rounds, "maxcor": 6, "ftol": 1e-12, "gtol": 1e-12}
    return minimize(loss, np.zeros(total * 3), jac=True, method="L-BFGS-B", options=options).x.reshape(total, 3)


def balanced(labels):
    """Row weights that give every class the same sum, 1 on average."""
    counts = np.bincount(labels, minlength=3)
    return len(labels) / np.count_nonzero(counts) / np.maximum(counts, 1)[labels]


def log_count_scale(matrix, labels, weights):
    """Per column, how much it tells about the classes: the root mean square of the classes' log-count ratios (after
    S. Wang and C. Manning, "Baselines and Bigrams", 2012)."""
    ratios = []
    for label in range(3):
        inside = np.asarray(matrix.T @ (weights * (labels == label))) + 1
        outside = np.asarray(matrix.T @ (weights * (labels != label))) + 1
        ratios.append(np.log(inside / inside.sum() / (outside / outside.sum())))
    return np.sqrt(np.mean(np.square(ratios), axis=0))


def scaled(matrix, columns=None, rows=None):
    if columns is not None:
        matrix = matrix @ sparse.diags(columns.astype(np.float32))
    if rows is not None:
        matrix = sparse.diags(rows.astype(np.float32)) @ matrix
    return matrix
