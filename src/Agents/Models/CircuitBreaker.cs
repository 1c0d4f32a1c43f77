namespace SalesFlow.Agents.Models;

/// <summary>
/// Opens after a number of failures in a row and then lets nothing through for a pause; afterwards one call tries whether the provider is back.
/// One a provider and process. Safe for concurrent use.
/// </summary>
internal sealed class CircuitBreaker(int failures, TimeSpan pause, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private int _inARow;
    private long? _openedAt;
    private bool _probing;

    /// <summary>Whether calls are held back now.</summary>
    public bool IsOpen
    {
        get
        {
            lock (_gate) return _openedAt is not null;
        }
    }

    /// <summary>
    /// Whether a call may go. Each call admitted must be followed by <see cref="Succeeded"/>, <see cref="Failed"/> or <see cref="Abandoned"/>.
    /// </summary>
    public bool TryEnter()
    {
        lock (_gate)
        {
            if (_openedAt is not { } opened) return true;
            if (_probing || clock.GetElapsedTime(opened) < pause) return false;
            _probing = true;
            return true;
        }
    }

    /// <summary>The provider answered.</summary>
    public void Succeeded()
    {
        lock (_gate)
        {
            _inARow = 0;
            _openedAt = null;
            _probing = false;
        }
    }

    /// <summary>The provider failed.</summary>
    /// <returns>Whether this failure opened the breaker.</returns>
    public bool Failed()
    {
        lock (_gate)
        {
            var wasOpen = _openedAt is not null;
            _inARow = Math.Min(_inARow + 1, failures);
            if (_probing || _inARow >= failures) _openedAt = clock.GetTimestamp();
            _probing = false;
            return !wasOpen && _openedAt is not null;
        }
    }

    /// <summary>The call ended without telling anything about the provider: the caller went away.</summary>
    public void Abandoned()
    {
        lock (_gate) _probing = false;
    }
}
