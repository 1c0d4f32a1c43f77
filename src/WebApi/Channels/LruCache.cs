namespace SalesFlow.WebApi.Channels;

/// <summary>A bounded map that forgets what was not used for longest, and everything after its time.</summary>
internal sealed class LruCache<TKey, TValue>(int capacity, TimeProvider clock) where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, LinkedListNode<Entry>> _map = [];
    private readonly LinkedList<Entry> _order = new();

    private readonly record struct Entry(TKey Key, TValue Value, long Since, TimeSpan Lifetime);

    /// <summary>How many are kept.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _map.Count;
        }
    }

    /// <summary>A value that is there and still good. An outdated one is handed out too, marked, for those who can go on from it.</summary>
    public bool TryGet(TKey key, out TValue value, out bool fresh)
    {
        lock (_lock)
        {
            if (!_map.TryGetValue(key, out var node))
            {
                value = default!;
                fresh = false;
                return false;
            }
            _order.Remove(node);
            _order.AddFirst(node);
            value = node.Value.Value;
            fresh = clock.GetElapsedTime(node.Value.Since) < node.Value.Lifetime;
            return true;
        }
    }

    /// <summary>Keeps a value for a time.</summary>
    public void Set(TKey key, TValue value, TimeSpan lifetime)
    {
        var entry = new Entry(key, value, clock.GetTimestamp(), lifetime);
        lock (_lock)
        {
            if (_map.TryGetValue(key, out var node))
            {
                node.Value = entry;
                _order.Remove(node);
                _order.AddFirst(node);
                return;
            }
            if (_map.Count >= capacity)
            {
                _map.Remove(_order.Last!.Value.Key);
                _order.RemoveLast();
            }
            _map[key] = _order.AddFirst(entry);
        }
    }

    /// <summary>Forgets a key.</summary>
    public void Remove(TKey key)
    {
        lock (_lock)
        {
            if (_map.Remove(key, out var node)) _order.Remove(node);
        }
    }
}
