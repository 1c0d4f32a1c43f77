using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace SalesFlow.Storage.Database;

/// <summary>A piece of work for the writer thread.</summary>
internal abstract class SqliteWork
{
    /// <summary>Does it, inside a transaction.</summary>
    public abstract void Execute(SqliteConnection connection);

    /// <summary>It is on the disk.</summary>
    public abstract void Succeed();

    /// <summary>It was undone, or is not known to be stored.</summary>
    public abstract void Fail(Exception e);
}

internal sealed class SqliteFunc<T>(Func<SqliteConnection, T> work) : SqliteWork
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    public Task<T> Task => _done.Task;

    public override void Execute(SqliteConnection connection) => _result = work(connection);

    public override void Succeed() => _done.TrySetResult(_result!);

    public override void Fail(Exception e) => _done.TrySetException(e);
}

/// <summary>The writer thread's connection and its transaction statements, prepared once.</summary>
internal sealed class SqliteWriter : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _begin, _commit, _save, _release, _undo;

    public SqliteWriter(string connectionString)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        try
        {
            _connection.Open();
            Prepare("PRAGMA journal_mode=WAL").ExecuteNonQuery();
            Prepare("PRAGMA synchronous=FULL").ExecuteNonQuery();
            Prepare("PRAGMA cache_size=-32000").ExecuteNonQuery();
            Prepare("PRAGMA journal_size_limit=67108864").ExecuteNonQuery();
            _begin = Prepare("BEGIN IMMEDIATE");
            _commit = Prepare("COMMIT");
            _save = Prepare("SAVEPOINT work");
            _release = Prepare("RELEASE work");
            _undo = Prepare("ROLLBACK TO work");
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    public void Begin() => _begin.ExecuteNonQuery();

    public void Commit() => _commit.ExecuteNonQuery();

    /// <summary>Does one piece of work in a savepoint. False where it failed, was undone, and was told so.</summary>
    /// <exception cref="SqliteException">SQLite ended the whole transaction (disk full, I/O error): everything in it is lost.</exception>
    public bool Try(SqliteWork item)
    {
        _save.ExecuteNonQuery();
        try
        {
            item.Execute(_connection);
            _release.ExecuteNonQuery();
            return true;
        }
        catch (Exception e)
        {
            if (raw.sqlite3_get_autocommit(_connection.Handle) != 0) throw;
            _undo.ExecuteNonQuery();
            _release.ExecuteNonQuery();
            item.Fail(e);
            return false;
        }
    }

    public void Dispose() => _connection.Dispose();

    private SqliteCommand Prepare(string sql)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }
}
