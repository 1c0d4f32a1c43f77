using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace SalesFlow.Storage.Database;

/// <summary>
/// The SQLite file: one thread writes, in grouped transactions; anybody reads beside it (write-ahead log).
/// A write is on the disk (synchronous=FULL) before its task completes.
/// </summary>
public sealed class SqliteDatabase : IDisposable
{
    private const int MaxGroup = 256;
    private static readonly TimeSpan MaxGroupTime = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Channel<SqliteWork> _queue;
    private readonly Thread _writer;
    private readonly string _readConnectionString;
    private readonly CancellationTokenSource _stop = new();
    private volatile bool _closed;

    /// <summary>Creates the folder where it is missing and starts the writer.</summary>
    public SqliteDatabase(IOptions<StorageOptions> options)
    {
        var o = options.Value;
        var given = string.IsNullOrWhiteSpace(o.ConnectionString)
            ? new SqliteConnectionStringBuilder { DataSource = Path.Combine(o.DataDirectory, "salesflow.db") }
            : new SqliteConnectionStringBuilder(o.ConnectionString);
        given.DataSource = Path.GetFullPath(given.DataSource);
        given.DefaultTimeout = (int)Patience.TotalSeconds;
        given.Pooling = true;
        Directory.CreateDirectory(Path.GetDirectoryName(given.DataSource)!);
        ConnectionString = given.ConnectionString;
        // Another text makes another pool: what makes a connection refuse writes stays on it when it goes back.
        given.Mode = SqliteOpenMode.ReadWrite;
        _readConnectionString = given.ConnectionString;
        _queue = Channel.CreateBounded<SqliteWork>(new BoundedChannelOptions(o.QueueLimit) { SingleReader = true });
        _writer = new Thread(Run) { IsBackground = true, Name = "sqlite-writer" };
        _writer.Start();
    }

    /// <summary>Raised on the writer's thread after a transaction: how many pieces of work it held, and its start as a timestamp.</summary>
    internal event Action<int, long>? GroupCommitted;

    /// <summary>The connection string of the file, for libraries that open it themselves. What we write goes through <see cref="Write{T}"/>.</summary>
    public string ConnectionString { get; }

    /// <summary>
    /// Runs work on the writer's connection, inside a transaction that may hold other callers' work too. An exception undoes this work alone.
    /// The work must be short, synchronous, and must not begin, commit or roll back.
    /// </summary>
    /// <exception cref="StorageBusyException">Too much work is waiting. Nothing was done.</exception>
    /// <exception cref="ObjectDisposedException">The database is closed.</exception>
    public Task<T> Write<T>(Func<SqliteConnection, T> work)
    {
        var item = new SqliteFunc<T>(work);
        Enqueue(item);
        return item.Task;
    }

    /// <summary>Runs work on the writer's connection; see <see cref="Write{T}"/>.</summary>
    public Task Write(Action<SqliteConnection> work) => Write(connection =>
    {
        work(connection);
        return true;
    });

    /// <summary>A pooled connection that refuses writes. Reads are synchronous and see the last commit. Dispose it soon.</summary>
    public SqliteConnection OpenRead()
    {
        var connection = new SqliteConnection(_readConnectionString);
        connection.Open();
        using var pragma = connection.CreateCommand();
        pragma.CommandText = "PRAGMA query_only=1";
        pragma.ExecuteNonQuery();
        return connection;
    }

    /// <summary>Finishes what is queued and closes the file.</summary>
    public void Dispose()
    {
        _closed = true;
        if (!_queue.Writer.TryComplete()) return;
        if (!_writer.Join(Patience)) _stop.Cancel();
        _stop.Dispose();
        foreach (var text in new[] { ConnectionString, _readConnectionString })
        {
            using var pool = new SqliteConnection(text);
            SqliteConnection.ClearPool(pool);
        }
    }

    internal void Enqueue(SqliteWork item)
    {
        if (_queue.Writer.TryWrite(item)) return;
        ObjectDisposedException.ThrowIf(_closed, this);
        throw new StorageBusyException("Too many writes are waiting for the SQLite file.");
    }

    private void Run()
    {
        SqliteWriter? writer = null;
        var group = new List<SqliteWork>(MaxGroup);
        // A thread of its own: SQLite's driver blocks, and blocking must not happen on the pool's threads.
        while (_queue.Reader.WaitToReadAsync(_stop.Token).AsTask().GetAwaiter().GetResult())
        {
            try
            {
                writer ??= new SqliteWriter(ConnectionString);
                RunGroup(writer, group);
            }
            catch (Exception e)
            {
                // The transaction as a whole failed: nobody's work is known to be stored, and the connection is not to be trusted.
                if (group.Count == 0 && _queue.Reader.TryRead(out var first)) group.Add(first);
                foreach (var item in group) item.Fail(e);
                writer?.Dispose();
                writer = null;
            }
            group.Clear();
        }
        writer?.Dispose();
    }

    private void RunGroup(SqliteWriter writer, List<SqliteWork> group)
    {
        writer.Begin();
        var since = Stopwatch.GetTimestamp();
        while (group.Count < MaxGroup && Stopwatch.GetElapsedTime(since) < MaxGroupTime && _queue.Reader.TryRead(out var item))
        {
            group.Add(item);
            if (!writer.Try(item)) group.RemoveAt(group.Count - 1);
        }
        writer.Commit();
        foreach (var item in group) item.Succeed();
        GroupCommitted?.Invoke(group.Count, since);
    }
}
