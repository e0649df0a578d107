// All callbacks.
#pragma once
#include "keratin/callbacks/any_callback.h"
#include "keratin/callbacks/backup_and_restore.h"
#include "keratin/callbacks/early_stopping.h"
#include "keratin/callbacks/history.h"
#include "keratin/callbacks/lambda_callback.h"
#include "keratin/callbacks/model_checkpoint.h"
#include "keratin/callbacks/terminate_on_nan.h"
