using System.Diagnostics.CodeAnalysis;

namespace SalesFlow.Simulator.Common;

/// <summary>A dictionary that forgets what was added first once it is full. Safe to use from several threads.</summary>
internal sealed class BoundedMap<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, TValue> _values = [];
    private readonly Queue<TKey> _order = new();

    /// <summary>Whether something was forgotten.</summary>
    public bool HasForgotten { get; private set; }

    /// <summary>How many are kept.</summary>
    public int Count
    {
        get { lock (_gate) return _values.Count; }
    }

    /// <summary>Looks one up.</summary>
    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        lock (_gate) return _values.TryGetValue(key, out value);
    }

    /// <summary>Adds one, or replaces what is there by what is made of it.</summary>
    public TValue Put(TKey key, Func<TValue> add, Func<TValue, TValue> change)
    {
        lock (_gate)
        {
            if (_values.TryGetValue(key, out var known)) return _values[key] = change(known);
            while (_values.Count >= capacity && _order.TryDequeue(out var oldest))
            {
                _values.Remove(oldest);
                HasForgotten = true;
            }

            _order.Enqueue(key);
            return _values[key] = add();
        }
    }

    /// <summary>A copy of everything that is kept, oldest first.</summary>
    public IReadOnlyList<TValue> Snapshot()
    {
        lock (_gate) return [.. _order.Where(_values.ContainsKey).Select(key => _values[key])];
    }
}
